package io.gatehouse.ui.tray;

import io.gatehouse.ui.bus.Exported;
import io.gatehouse.ui.bus.Menu;
import io.gatehouse.ui.bus.SessionBus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// The menu as a tray host fetches it. An act keeps its id for as long as it is listed and an id is never given to
/// another, so that a click on a menu drawn a moment ago does what it said or nothing.
final class DbusMenu extends Exported implements Menu {
    static final String PATH = "/MenuBar";

    private static final int ROOT = 0;

    private final SessionBus bus;
    private final Consumer<TrayItem.Act> onAct;

    private volatile Drawn drawn = new Drawn(0, List.of(), Map.of());
    private int lastId = ROOT;

    private record Row(int id, TrayItem item) {}

    private record Drawn(long revision, List<Row> rows, Map<TrayItem.Act, Integer> ids) {}

    DbusMenu(SessionBus bus, Consumer<TrayItem.Act> onAct) {
        super(PATH);
        this.bus = bus;
        this.onAct = onAct;
    }

    /// For one thread.
    void show(List<TrayItem> items) {
        var before = drawn;
        if (before.rows().stream().map(Row::item).toList().equals(items)) {
            return;
        }
        var rows = new ArrayList<Row>();
        var ids = new HashMap<TrayItem.Act, Integer>();
        for (var item : items) {
            switch (item) {
                case TrayItem.Command command -> {
                    int id =
                            Optional.ofNullable(before.ids().get(command.act())).orElseGet(() -> ++lastId);
                    ids.put(command.act(), id);
                    rows.add(new Row(id, item));
                }
                case TrayItem.Label _, TrayItem.Separator _ -> rows.add(new Row(++lastId, item));
            }
        }
        drawn = new Drawn(before.revision() + 1, List.copyOf(rows), Map.copyOf(ids));
        bus.send(() -> new LayoutUpdated(PATH, new UInt32(drawn.revision()), ROOT));
    }

    @Override
    public Layout<UInt32, Item> getLayout(int parent, int depth, List<String> properties) {
        var now = drawn;
        var children = new ArrayList<Variant<?>>();
        if (parent == ROOT && depth != 0) {
            now.rows()
                    .forEach(row -> children.add(
                            new Variant<>(new Item(row.id(), properties(row), List.of()), Item.SIGNATURE)));
        }
        return new Layout<>(new UInt32(now.revision()), new Item(parent, properties(parent), children));
    }

    @Override
    public List<ItemProperties> getGroupProperties(List<Integer> ids, List<String> properties) {
        return drawn.rows().stream()
                .filter(row -> ids.isEmpty() || ids.contains(row.id()))
                .map(row -> new ItemProperties(row.id(), properties(row)))
                .toList();
    }

    @Override
    public Variant<?> getProperty(int id, String name) {
        return properties(id).getOrDefault(name, new Variant<>(""));
    }

    @Override
    public void event(int id, String event, Variant<?> data, UInt32 time) {
        if (event.equals("clicked")) {
            drawn.ids().forEach((act, known) -> {
                if (known == id) {
                    onAct.accept(act);
                }
            });
        }
    }

    @Override
    public List<Integer> eventGroup(List<Event> events) {
        events.forEach(event -> event(event.id, event.event, event.data, event.time));
        var known = drawn.rows().stream().map(Row::id).toList();
        return events.stream()
                .map(event -> event.id)
                .filter(id -> id != ROOT && !known.contains(id))
                .toList();
    }

    @Override
    public boolean aboutToShow(int id) {
        return false;
    }

    @Override
    public Shown<List<Integer>, List<Integer>> aboutToShowGroup(List<Integer> ids) {
        return new Shown<>(List.of(), List.of());
    }

    private Map<String, Variant<?>> properties(int id) {
        return id == ROOT
                ? Map.of("children-display", new Variant<>("submenu"))
                : drawn.rows().stream()
                        .filter(row -> row.id() == id)
                        .findFirst()
                        .map(DbusMenu::properties)
                        .orElseGet(Map::of);
    }

    private static Map<String, Variant<?>> properties(Row row) {
        var properties = new LinkedHashMap<String, Variant<?>>();
        switch (row.item()) {
            case TrayItem.Separator() -> properties.put("type", new Variant<>("separator"));
            case TrayItem.Label(var text) -> {
                properties.put("label", new Variant<>(label(text)));
                properties.put("enabled", new Variant<>(false));
            }
            case TrayItem.Command command -> properties.put("label", new Variant<>(label(command.text())));
        }
        return properties;
    }

    /// A single underscore would mark the next letter as a key.
    private static String label(String text) {
        return text.replace("_", "__");
    }

    @Override
    protected Map<String, Variant<?>> properties() {
        return Map.of(
                "Version", new Variant<>(new UInt32(3)),
                "Status", new Variant<>("normal"),
                "TextDirection", new Variant<>("ltr"),
                "IconThemePath", new Variant<>(List.of(), "as"));
    }
}
