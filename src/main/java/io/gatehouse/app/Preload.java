package io.gatehouse.app;

import io.gatehouse.hook.LoopbackServer;
import io.gatehouse.json.Json;
import io.gatehouse.store.Store;
import java.util.List;
import java.util.Map;

/// Loads on a second core what the daemon needs, while the first still reads the command line and the settings: half
/// of a start is the loading of classes.
final class Preload {
    private Preload() {}

    /// Whether these arguments start the daemon, as far as can be told without reading them properly.
    static boolean isWorthwhile(String[] args) {
        return args.length == 0 || List.of(args).contains("daemon");
    }

    static void start() {
        Thread.ofPlatform().daemon().name("preload").start(() -> {
            Store.preload();
            LoopbackServer.preload();
            Json.tree(Json.bytes(Map.of("a", List.of(1))));
        });
    }
}
