// Draws SVG files at build time: the program starts faster, and needs less memory, where its icon
// need not be drawn before it is shown. PNG files are for others; "rgba" is what the program reads
// of itself without any of Qt's image plugins: the pixels, 8 bits each of red, green, blue and
// alpha, premultiplied, row after row.
//
//   render_icons FOLDER png|rgba SIZES SVG-FILE...   for example: render_icons out png 16,22 a.svg

#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QSvgRenderer>

#include <cstdio>

namespace {

bool save(const QImage &image, const QString &path)
{
    if (path.endsWith(u".png"))
        return image.save(path);
    const QImage pixels = image.convertToFormat(QImage::Format_RGBA8888_Premultiplied);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) &&
           file.write(reinterpret_cast<const char *>(pixels.constBits()), pixels.sizeInBytes()) ==
               pixels.sizeInBytes();
}

} // namespace

int main(int argc, char **argv)
{
    const auto argument = [argv](int i) { return QString::fromLocal8Bit(argv[i]); };
    for (int i = 4; i < argc; ++i) {
        QSvgRenderer renderer(argument(i));
        if (!renderer.isValid()) {
            std::fprintf(stderr, "%s is no SVG file\n", argv[i]);
            return 1;
        }
        for (const QString &size : argument(3).split(u',')) {
            QImage image(size.toInt(), size.toInt(), QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            renderer.render(&painter);
            painter.end();
            const QString path = QStringLiteral("%1/%2-%3.%4")
                                     .arg(argument(1), QFileInfo(argument(i)).completeBaseName(),
                                          size, argument(2));
            if (!save(image, path)) {
                std::fprintf(stderr, "%s cannot be written\n", qPrintable(path));
                return 1;
            }
        }
    }
    return 0;
}
