# shellcheck shell=bash
# What run.sh and the CI prepare besides packages. Sourced from the repository's root.

# The npm libraries of the tests, as the lock file has them, into build/node; and the corpora.
fetch_node_libraries()
{
    local from=tests/support/node to=build/node
    if [ -e $to/complete ] && cmp -s $from/package-lock.json $to/package-lock.json; then
        return
    fi
    say "To be fetched from npm for the tests, 80 MB into $to: what $from/package.json lists."
    rm -rf $to
    mkdir -p $to
    cp $from/package.json $from/package-lock.json $to/
    # No install scripts: these libraries are only read.
    (cd $to && npm ci --ignore-scripts --no-audit --no-fund </dev/null) >&2 \
        || die "npm could not fetch the tests' libraries"
    node $from/write_corpora.mjs $to/corpora >&2
    touch $to/complete
}

# Compiles through ccache where there is one.
use_compiler_cache()
{
    if command -v ccache >/dev/null; then
        export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
    fi
}
