package io.gatehouse.console.pages;

/// What an act led to, above the page that comes after it.
///
/// @param look good, bad or watch
public record Said(String look, String sentence) {
    static Said good(String sentence) {
        return new Said("good", sentence);
    }

    static Said bad(String sentence) {
        return new Said("bad", sentence);
    }

    static Said watch(String sentence) {
        return new Said("watch", sentence);
    }

    public boolean isBad() {
        return look.equals("bad");
    }

    public String icon() {
        return look.equals("good") ? "check" : isBad() ? "stop" : "info";
    }
}
