#include "gateway/tokens/token_algorithm.h"

using namespace Qt::StringLiterals;

namespace timesheet::gateway {

QString tokenAlgorithmName(TokenAlgorithm algorithm)
{
    switch (algorithm) {
    case TokenAlgorithm::Hs256:
        return u"HS256"_s;
    case TokenAlgorithm::Rs256:
        return u"RS256"_s;
    case TokenAlgorithm::Es256:
        return u"ES256"_s;
    }
    return {};
}

std::optional<TokenAlgorithm> tokenAlgorithmOf(const QString &name)
{
    for (const auto algorithm :
         {TokenAlgorithm::Hs256, TokenAlgorithm::Rs256, TokenAlgorithm::Es256}) {
        if (name == tokenAlgorithmName(algorithm))
            return algorithm;
    }
    return std::nullopt;
}

} // namespace timesheet::gateway
