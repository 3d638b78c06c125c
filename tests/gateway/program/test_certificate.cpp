#include "gateway/program/test_certificate.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>

namespace timesheet::gateway {

namespace {

constexpr long lifetime = 3600; // seconds

using File = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;

File openFile(const QString &name)
{
    return {std::fopen(qPrintable(name), "w"), &std::fclose};
}

} // namespace

bool writeCertificate(const QString &certificateFile, const QString &keyFile,
                      const QString &commonName)
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                  EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), X509_free);
    const QByteArray name = commonName.toUtf8();
    X509_NAME *subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(name.constData()), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), subject);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -lifetime);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), lifetime);
    X509_set_pubkey(certificate.get(), key.get());
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0)
        return false;
    const File pem = openFile(certificateFile);
    const File keyPem = openFile(keyFile);
    return pem && keyPem && PEM_write_X509(pem.get(), certificate.get()) == 1 &&
           PEM_write_PrivateKey(keyPem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
               1;
}

} // namespace timesheet::gateway
