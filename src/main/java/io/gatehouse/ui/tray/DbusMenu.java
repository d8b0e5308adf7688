package io.gatehouse.ui.tray;

import io.gatehouse.ui.bus.Exported;
import io.gatehouse.ui.bus.Menu;
import io.gatehouse.ui.bus.SessionBus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/// The menu as a tray host fetches it. An act or a menu within keeps its id for as long as it is listed, and an id is
/// never given to another, so that a click on a menu drawn a moment ago does what it said or nothing.
final class DbusMenu extends Exported implements Menu {
    static final String PATH = "/MenuBar";

    private static final int ROOT = 0;

    private final SessionBus bus;
    private final Consumer<TrayItem.Act> onAct;

    private volatile Drawn drawn = new Drawn(0, List.of(), List.of());
    private int lastId = ROOT;

    private record Row(int id, TrayItem item, List<Row> rows) {
        Stream<Row> all() {
            return Stream.concat(Stream.of(this), rows.stream().flatMap(Row::all));
        }
    }

    private record Drawn(long revision, List<TrayItem> items, List<Row> rows) {
        Stream<Row> all() {
            return rows.stream().flatMap(Row::all);
        }

        Optional<Row> find(int id) {
            return all().filter(row -> row.id() == id).findFirst();
        }
    }

    DbusMenu(SessionBus bus, Consumer<TrayItem.Act> onAct) {
        super(PATH);
        this.bus = bus;
        this.onAct = onAct;
    }

    /// For one thread.
    void show(List<TrayItem> items) {
        var before = drawn;
        if (before.items().equals(items)) {
            return;
        }
        drawn = new Drawn(before.revision() + 1, List.copyOf(items), rows(items, before));
        bus.send(() -> new LayoutUpdated(PATH, new UInt32(drawn.revision()), ROOT));
    }

    private List<Row> rows(List<TrayItem> items, Drawn before) {
        return items.stream()
                .map(item -> switch (item) {
                    case TrayItem.Command _ -> new Row(id(item, before), item, List.of());
                    case TrayItem.Menu menu -> new Row(id(item, before), item, rows(menu.items(), before));
                    case TrayItem.Label _, TrayItem.Separator _ -> new Row(++lastId, item, List.of());
                })
                .toList();
    }

    private int id(TrayItem item, Drawn before) {
        return before.all()
                .filter(row -> isSame(row.item(), item))
                .map(Row::id)
                .findFirst()
                .orElseGet(() -> ++lastId);
    }

    private static boolean isSame(TrayItem one, TrayItem other) {
        return switch (one) {
            case TrayItem.Command command ->
                other instanceof TrayItem.Command same && command.act().equals(same.act());
            case TrayItem.Menu menu ->
                other instanceof TrayItem.Menu same && menu.text().equals(same.text());
            case TrayItem.Label _, TrayItem.Separator _ -> false;
        };
    }

    @Override
    public Layout<UInt32, Item> getLayout(int parent, int depth, List<String> properties) {
        var now = drawn;
        var rows = parent == ROOT ? now.rows() : now.find(parent).map(Row::rows).orElse(List.of());
        return new Layout<>(
                new UInt32(now.revision()), new Item(parent, properties(parent), depth == 0 ? List.of() : items(rows)));
    }

    private static List<Variant<?>> items(List<Row> rows) {
        var items = new ArrayList<Variant<?>>();
        rows.forEach(row ->
                items.add(new Variant<>(new Item(row.id(), properties(row), items(row.rows())), Item.SIGNATURE)));
        return items;
    }

    @Override
    public List<ItemProperties> getGroupProperties(List<Integer> ids, List<String> properties) {
        return drawn.all()
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
            drawn.find(id).ifPresent(row -> {
                if (row.item() instanceof TrayItem.Command command) {
                    onAct.accept(command.act());
                }
            });
        }
    }

    @Override
    public List<Integer> eventGroup(List<Event> events) {
        events.forEach(event -> event(event.id, event.event, event.data, event.time));
        var known = drawn.all().map(Row::id).toList();
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
                : drawn.find(id).map(DbusMenu::properties).orElseGet(Map::of);
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
            case TrayItem.Menu menu -> {
                properties.put("label", new Variant<>(label(menu.text())));
                properties.put("children-display", new Variant<>("submenu"));
            }
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
