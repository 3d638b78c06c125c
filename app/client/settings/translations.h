#pragma once

#include <QString>
#include <QTranslator>

namespace timesheet {

/// The language of all texts, of dates and numbers, and the side where windows begin.
class Translations
{
public:
    Translations() = default;
    ~Translations();
    Q_DISABLE_COPY_MOVE(Translations)

    /// From now on texts are in this language; empty: the system's. Windows that are there already
    /// keep their words. English where the language is none of these.
    void use(const QString &language);

private:
    QTranslator m_texts;
    QTranslator m_qtTexts; ///< of Qt's own dialogs
};

} // namespace timesheet
