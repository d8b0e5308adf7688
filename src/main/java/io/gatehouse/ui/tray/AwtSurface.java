package io.gatehouse.ui.tray;

import io.gatehouse.local.Landing;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.Surface;
import io.gatehouse.ui.notice.Notice;
import java.awt.AWTException;
import java.awt.EventQueue;
import java.awt.Image;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.PopupMenu;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.awt.image.BaseMultiResolutionImage;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tray and notices of macOS and Windows. Notices there have no buttons and no ids: a click opens the window on
/// what the last notice was about.
public final class AwtSurface implements Surface {
    private static final Logger log = LoggerFactory.getLogger(AwtSurface.class);

    private final Consumer<TrayItem.Act> onAct;
    private @Nullable TrayIcon icon;
    private @Nullable TrayModel shown;
    private Landing last = Landing.ANYWHERE;
    private boolean absent;

    /// @param onAct called on AWT's thread; must only hand the act on
    public AwtSurface(Consumer<TrayItem.Act> onAct) {
        this.onAct = onAct;
    }

    @Override
    public void show(TrayModel model, List<Notice> notices) {
        EventQueue.invokeLater(() -> draw(model, notices));
    }

    private void draw(TrayModel model, List<Notice> notices) {
        if (icon == null && !absent) {
            icon = add(model);
        }
        var tray = icon;
        if (tray == null) {
            return;
        }
        if (!model.equals(shown)) {
            shown = model;
            tray.setImage(image(model.state().icon()));
            tray.setToolTip(model.headline());
            var menu = new PopupMenu();
            fill(menu, model.menu());
            tray.setPopupMenu(menu);
        }
        for (var notice : notices) {
            last = notice.about().enforcement().map(Landing::on).orElse(Landing.ANYWHERE);
            tray.displayMessage(notice.title(), String.join("\n", notice.lines(false)), type(notice));
        }
    }

    private @Nullable TrayIcon add(TrayModel model) {
        if (!SystemTray.isSupported()) {
            absent = true;
            log.info("This desktop has no tray: no tray icon, no notices");
            return null;
        }
        var tray = new TrayIcon(image(model.state().icon()));
        tray.setImageAutoSize(true);
        tray.addActionListener(_ -> onAct.accept(new TrayItem.Act.Open(last)));
        try {
            SystemTray.getSystemTray().add(tray);
            return tray;
        } catch (AWTException e) {
            absent = true;
            log.info("The tray did not take the icon: no tray icon, no notices", e);
            return null;
        }
    }

    void fill(Menu menu, List<TrayItem> items) {
        for (var item : items) {
            switch (item) {
                case TrayItem.Separator() -> menu.addSeparator();
                case TrayItem.Label(var text) -> {
                    var row = new MenuItem(text);
                    row.setEnabled(false);
                    menu.add(row);
                }
                case TrayItem.Command(var text, var act) -> {
                    var row = new MenuItem(text);
                    row.addActionListener(_ -> onAct.accept(act));
                    menu.add(row);
                }
                case TrayItem.Menu(var text, var within) -> {
                    var below = new Menu(text);
                    fill(below, within);
                    menu.add(below);
                }
            }
        }
    }

    private static TrayIcon.MessageType type(Notice notice) {
        return switch (notice.urgency()) {
            case LOW -> TrayIcon.MessageType.INFO;
            case NORMAL -> TrayIcon.MessageType.WARNING;
            case CRITICAL -> TrayIcon.MessageType.ERROR;
        };
    }

    private static Image image(Icon.Name name) {
        return new BaseMultiResolutionImage(
                Icon.list(name).stream().map(AwtSurface::image).toArray(Image[]::new));
    }

    private static Image image(Icon icon) {
        var pixels = new int[icon.size() * icon.size()];
        ByteBuffer.wrap(icon.argb()).asIntBuffer().get(pixels);
        var image = new BufferedImage(icon.size(), icon.size(), BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, icon.size(), icon.size(), pixels, 0, icon.size());
        return image;
    }

    @Override
    public void close() {
        EventQueue.invokeLater(() -> {
            if (icon != null) {
                SystemTray.getSystemTray().remove(icon);
                icon = null;
                absent = true;
            }
        });
    }
}
