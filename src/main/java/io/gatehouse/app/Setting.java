package io.gatehouse.app;

/// A setting that a file may hold.
interface Setting {
    /// The names on the way to it, joined with dots.
    String path();

    Shape shape();

    enum Shape {
        TEXT("one value"),
        LIST("a list like [developer]"),
        MAP("a map from name to value");

        private final String words;

        Shape(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
