#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the program where something that must hold does not: libFuzzer keeps the input.
inline void expectThat(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}
