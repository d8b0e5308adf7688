package io.gatehouse.ui;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/// Draws the shields of `resources/icons`; run it by hand after a change. The daemon then needs no AWT.
///
/// Each size is drawn for itself on its own pixel grid. The colours have at least 3:1 contrast to a white and to a
/// dark panel, and the glyph says the same as the colour for whoever cannot tell colours apart.
final class DrawIcons {
    private static final Color ENFORCING = new Color(0x2D9D5A);
    private static final Color OBSERVING = new Color(0x8870DB);
    private static final Color UNREACHABLE = new Color(0xC07A0E);
    private static final Color EXPOSED = new Color(0xD9622B);
    private static final Color DENYING = new Color(0xE0474C);

    private DrawIcons() {}

    /// @param args the directory to write to, and optionally one for PNG files to look at
    public static void main(String[] args) throws IOException {
        var resources = Path.of(args[0]);
        for (var name : Icon.Name.values()) {
            var bytes = new ByteArrayOutputStream();
            var out = new DataOutputStream(bytes);
            for (int size : Icon.SIZES) {
                var image = draw(name, size);
                for (int argb : image.getRGB(0, 0, size, size, null, 0, size)) {
                    out.writeInt(argb);
                }
                if (args.length > 1) {
                    var png = Path.of(args[1], name.name() + "-" + size + ".png");
                    ImageIO.write(image, "png", png.toFile());
                }
            }
            Files.write(resources.resolve(Icon.file(name)), bytes.toByteArray());
        }
    }

    private static BufferedImage draw(Icon.Name name, int size) {
        var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_ARGB);
        var g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        double unit = size / 22.0;
        double line = Math.max(1.5, Math.round(2.2 * unit * 2) / 2.0);
        switch (name) {
            case ENFORCING -> {
                g.setColor(ENFORCING);
                g.fill(shield(size, 0));
                check(g, unit, line);
            }
            case OBSERVING -> {
                g.setColor(OBSERVING);
                var ring = new Area(shield(size, 0));
                ring.subtract(new Area(shield(size, line)));
                g.fill(ring);
                eye(g, unit);
            }
            case UNPROTECTED -> {
                g.setColor(EXPOSED);
                var ring = new Area(shield(size, 0));
                ring.subtract(new Area(shield(size, line)));
                g.fill(ring);
                exclamation(g, size, unit);
            }
            case PDP_UNREACHABLE -> {
                g.setColor(UNREACHABLE);
                var shield = new Area(shield(size, 0));
                g.fill(shield);
                slash(g, unit, line);
            }
            case CANNOT_DECIDE -> {
                g.setColor(DENYING);
                g.fill(shield(size, 0));
                g.setColor(Color.WHITE);
                exclamation(g, size, unit);
            }
            case DENIED -> {
                g.setColor(DENYING);
                g.fill(shield(size, 0));
                bar(g, size, unit);
            }
        }
        g.dispose();
        return image;
    }

    /// @param inset how far inside the outline
    private static Path2D shield(int size, double inset) {
        double margin = Math.max(1, Math.round(size / 22.0));
        double left = margin + Math.round(size / 22.0) + inset;
        double right = size - left;
        double top = margin + inset;
        double bottom = size - margin - inset * 1.25;
        double middle = size / 2.0;
        double height = bottom - top;
        double shoulder = top + height * 0.14;
        var path = new Path2D.Double();
        path.moveTo(middle, top);
        path.curveTo(
                middle + (right - middle) * 0.35,
                shoulder - height * 0.02,
                right - (right - middle) * 0.3,
                shoulder,
                right,
                shoulder);
        path.lineTo(right, top + height * 0.48);
        path.curveTo(
                right, top + height * 0.74, middle + (right - middle) * 0.55, bottom - height * 0.08, middle, bottom);
        path.curveTo(
                middle - (middle - left) * 0.55,
                bottom - height * 0.08,
                left,
                top + height * 0.74,
                left,
                top + height * 0.48);
        path.lineTo(left, shoulder);
        path.curveTo(
                left + (middle - left) * 0.3,
                shoulder,
                middle - (middle - left) * 0.35,
                shoulder - height * 0.02,
                middle,
                top);
        path.closePath();
        return path;
    }

    private static void check(Graphics2D g, double unit, double line) {
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke((float) line, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        var path = new Path2D.Double();
        path.moveTo(7.0 * unit, 11.2 * unit);
        path.lineTo(9.9 * unit, 14.0 * unit);
        path.lineTo(15.0 * unit, 8.4 * unit);
        g.draw(path);
    }

    private static void eye(Graphics2D g, double unit) {
        double r = 2.9 * unit;
        g.fill(new Ellipse2D.Double(11 * unit - r, 10.4 * unit - r, 2 * r, 2 * r));
    }

    private static void slash(Graphics2D g, double unit, double line) {
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke((float) line, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(new Line2D.Double(7.6 * unit, 14.2 * unit, 14.4 * unit, 7.4 * unit));
    }

    private static void bar(Graphics2D g, int size, double unit) {
        g.setColor(Color.WHITE);
        double height = Math.max(2, Math.round(1.5 * unit) * 2);
        double top = Math.round(10.8 * unit) - height / 2;
        double left = Math.round(6.5 * unit);
        g.fill(new RoundRectangle2D.Double(left, top, size - 2 * left, height, unit, unit));
    }

    private static void exclamation(Graphics2D g, int size, double unit) {
        double width = Math.max(2, Math.round(2.4 * unit / 2) * 2);
        double left = size / 2.0 - width / 2;
        double top = Math.round(6.0 * unit);
        double foot = Math.round(11.8 * unit);
        double dot = Math.round(13.4 * unit);
        g.fill(new RoundRectangle2D.Double(left, top, width, foot - top, width * 0.6, width * 0.6));
        g.fill(new RoundRectangle2D.Double(left, dot, width, width, width * 0.6, width * 0.6));
    }
}
