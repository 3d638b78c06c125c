#include "desktop/system/system_keychain.h"

#include "desktop/system/system_log.h"

#include <qt6keychain/keychain.h>

#include <utility>

namespace timesheet {

SystemKeychain::SystemKeychain(QString service, QObject *parent)
    : Keychain(parent)
    , m_service(std::move(service))
{
}

void SystemKeychain::load(const QString &account)
{
    auto *job = new QKeychain::ReadPasswordJob(m_service, this);
    job->setInsecureFallback(false);
    job->setKey(account);
    connect(job, &QKeychain::Job::finished, this, [this, job, account] {
        if (job->error() == QKeychain::NoError)
            emit loaded(account, Token(job->binaryData()));
        else
            onFailure(account, job->error());
    });
    job->start();
}

void SystemKeychain::store(const QString &account, const Token &token)
{
    auto *job = new QKeychain::WritePasswordJob(m_service, this);
    job->setInsecureFallback(false);
    job->setKey(account);
    job->setBinaryData(token.bytes());
    connect(job, &QKeychain::Job::finished, this, [this, job, account] {
        if (job->error() == QKeychain::NoError)
            emit stored(account);
        else
            onFailure(account, job->error());
    });
    job->start();
}

void SystemKeychain::remove(const QString &account)
{
    auto *job = new QKeychain::DeletePasswordJob(m_service, this);
    job->setInsecureFallback(false);
    job->setKey(account);
    connect(job, &QKeychain::Job::finished, this, [this, job, account] {
        const bool gone =
            job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound;
        if (gone)
            emit removed(account);
        else
            onFailure(account, job->error());
    });
    job->start();
}

void SystemKeychain::onFailure(const QString &account, int error)
{
    if (error == QKeychain::EntryNotFound) {
        emit notFound(account);
        return;
    }
    // The number, not errorString(): that is the keychain's own text, of which nobody knows what
    // it quotes.
    qCWarning(systemLog) << "the keychain failed: error" << error;
    emit unavailable(account);
}

} // namespace timesheet
