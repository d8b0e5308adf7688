package io.gatehouse.ui.tray;

import io.gatehouse.local.Landing;
import io.gatehouse.policy.Shown;
import io.gatehouse.ui.Icon;
import io.gatehouse.ui.bus.Exported;
import io.gatehouse.ui.bus.SessionBus;
import io.gatehouse.ui.bus.StatusNotifierItem;
import io.gatehouse.ui.bus.StatusNotifierWatcher;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.types.Variant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tray icon as a StatusNotifierItem: the tray host asks for what it draws, and is told when that changes. A
/// host that appears later finds the icon too.
public final class DbusTray extends Exported implements StatusNotifierItem {
    private static final Logger log = LoggerFactory.getLogger(DbusTray.class);
    private static final String PATH = "/StatusNotifierItem";
    private static final String PIXMAPS = "a" + Pixmap.SIGNATURE;
    private static final int LONGEST_LINE = 200;

    private final SessionBus bus;
    private final Consumer<TrayItem.Act> onAct;
    private final String name =
            "org.kde.StatusNotifierItem-" + ProcessHandle.current().pid() + "-1";
    private final DbusMenu menu;
    private final Map<TrayModel.State, List<Pixmap>> pixmaps = new EnumMap<>(TrayModel.State.class);

    private volatile TrayModel model;

    /// Whether the tray that is there was asked in vain.
    private volatile boolean refused;

    /// @param onAct called on a thread of the bus; must only hand the act on
    public DbusTray(SessionBus bus, TrayModel model, Consumer<TrayItem.Act> onAct) {
        super(PATH);
        this.bus = bus;
        this.onAct = onAct;
        this.model = model;
        this.menu = new DbusMenu(bus, onAct);
        for (var state : TrayModel.State.values()) {
            pixmaps.put(
                    state,
                    Icon.list(state.icon()).stream()
                            .map(icon -> new Pixmap(icon.size(), icon.size(), icon.argb()))
                            .toList());
        }
    }

    /// Appears in the tray, now or as soon as there is one.
    ///
    /// @return whether there is a tray now
    public boolean start() {
        menu.show(model.menu());
        bus.export(this);
        bus.export(menu);
        bus.own(name);
        bus.onOwner(StatusNotifierWatcher.NAME, appeared -> {
            refused = false;
            if (appeared) {
                register();
            }
        });
        return bus.hasOwner(StatusNotifierWatcher.NAME) && register();
    }

    /// For one thread.
    public void show(TrayModel now) {
        if (refused) {
            register();
        }
        var before = model;
        if (now.equals(before)) {
            return;
        }
        model = now;
        if (now.state() != before.state()) {
            bus.send(() -> new NewIcon(PATH));
            bus.send(() -> new NewAttentionIcon(PATH));
            bus.send(() -> new NewStatus(PATH, status(now)));
        }
        if (!now.headline().equals(before.headline())) {
            bus.send(() -> new NewTitle(PATH));
        }
        bus.send(() -> new NewToolTip(PATH));
        menu.show(now.menu());
    }

    private boolean register() {
        try {
            bus.remote(StatusNotifierWatcher.NAME, StatusNotifierWatcher.PATH, StatusNotifierWatcher.class)
                    .registerStatusNotifierItem(name);
            refused = false;
            log.info("The icon is in the tray");
            return true;
        } catch (DBusExecutionException e) {
            if (!refused) {
                refused = true;
                log.warn("The tray did not take the icon; it is asked again", e);
            }
            return false;
        }
    }

    @Override
    public void activate(int x, int y) {
        onAct.accept(new TrayItem.Act.Open(Landing.ANYWHERE));
    }

    @Override
    public void secondaryActivate(int x, int y) {
        activate(x, y);
    }

    /// The host draws the menu itself, because there is a property `Menu`.
    @Override
    public void contextMenu(int x, int y) {}

    @Override
    public void scroll(int delta, String orientation) {}

    @Override
    protected Map<String, Variant<?>> properties() {
        var now = model;
        var icon = new Variant<>(pixmaps.get(now.state()), PIXMAPS);
        var text = now.details().stream()
                .map(detail -> Shown.markup(detail, LONGEST_LINE))
                .collect(Collectors.joining("\n"));
        var properties = new LinkedHashMap<String, Variant<?>>();
        properties.put("Id", new Variant<>("gatehouse"));
        properties.put("Category", new Variant<>("SystemServices"));
        properties.put("Status", new Variant<>(status(now)));
        properties.put("Title", new Variant<>(now.headline()));
        properties.put("WindowId", new Variant<>(0));
        properties.put("IconName", new Variant<>(""));
        properties.put("IconPixmap", icon);
        properties.put("OverlayIconName", new Variant<>(""));
        properties.put("OverlayIconPixmap", new Variant<>(List.of(), PIXMAPS));
        properties.put("AttentionIconName", new Variant<>(""));
        properties.put("AttentionIconPixmap", icon);
        properties.put("AttentionMovieName", new Variant<>(""));
        properties.put("ToolTip", new Variant<>(new ToolTip("", List.of(), now.headline(), text), ToolTip.SIGNATURE));
        properties.put("IconThemePath", new Variant<>(""));
        properties.put("ItemIsMenu", new Variant<>(false));
        properties.put("Menu", new Variant<>(new DBusPath(DbusMenu.PATH)));
        return properties;
    }

    private static String status(TrayModel model) {
        return switch (model.state()) {
            case ENFORCING, OBSERVING, OFFLINE, UNPROTECTED -> "Active";
            case CANNOT_DECIDE -> "NeedsAttention";
        };
    }
}
