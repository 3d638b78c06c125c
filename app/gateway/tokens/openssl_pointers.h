#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <memory>

/// Owners of OpenSSL's objects.
namespace timesheet::gateway {

template <auto Free>
struct OpenSslDeleter {
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};

template <typename T, auto Free>
using OpenSslPointer = std::unique_ptr<T, OpenSslDeleter<Free>>;

using BioPointer = OpenSslPointer<BIO, BIO_free_all>;
using BignumPointer = OpenSslPointer<BIGNUM, BN_free>;
using CertificatePointer = OpenSslPointer<X509, X509_free>;
using DigestContextPointer = OpenSslPointer<EVP_MD_CTX, EVP_MD_CTX_free>;
using EcSignaturePointer = OpenSslPointer<ECDSA_SIG, ECDSA_SIG_free>;
using KeyPointer = OpenSslPointer<EVP_PKEY, EVP_PKEY_free>;
using KeyContextPointer = OpenSslPointer<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using MacPointer = OpenSslPointer<EVP_MAC, EVP_MAC_free>;
using MacContextPointer = OpenSslPointer<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using ParamBuilderPointer = OpenSslPointer<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using ParamsPointer = OpenSslPointer<OSSL_PARAM, OSSL_PARAM_free>;

/// Forgets at its end what went wrong meanwhile: OpenSSL's queue of errors is one per thread, and
/// whoever reads it next must not find a stranger's.
class OpenSslErrorScope
{
public:
    OpenSslErrorScope() { ERR_set_mark(); }
    ~OpenSslErrorScope() { ERR_pop_to_mark(); }
    OpenSslErrorScope(const OpenSslErrorScope &) = delete;
    OpenSslErrorScope &operator=(const OpenSslErrorScope &) = delete;
};

/// OpenSSL's view of bytes.
inline const unsigned char *bytesOf(const char *data)
{
    return reinterpret_cast<const unsigned char *>(data);
}

} // namespace timesheet::gateway
