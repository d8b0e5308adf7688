package io.gatehouse.app;

import io.gatehouse.cerbos.PlanCodec;
import io.gatehouse.hook.LoopbackServer;
import io.gatehouse.store.Store;
import io.gatehouse.ui.window.WindowApp;
import java.util.List;

/// Loads on a second core what daemon or window need, while the first still reads the command line and the settings:
/// half of a start is the loading of classes.
final class Preload {
    private Preload() {}

    /// Goes by the arguments as far as they can be told without reading them properly.
    static void start(String[] args, Machine machine) {
        if (args.length == 0 || List.of(args).contains("daemon")) {
            daemon();
        } else if (List.of(args).contains("window") && machine.hasDisplay()) {
            Thread.ofPlatform().daemon().name("preload").start(WindowApp::preload);
        }
    }

    private static void daemon() {
        Thread.ofPlatform().daemon().name("preload").start(() -> {
            Store.preload();
            LoopbackServer.preload();
            PlanCodec.preload();
        });
    }
}
