package io.gatehouse.console.pages;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/// Whether a form comes from a page of this console, by what browsers say about it and pages cannot change.
///
/// @param console the public address
record Origins(URI console) {
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    /// @param origin the header `Origin`
    /// @param site the header `Sec-Fetch-Site`
    boolean areOwn(Optional<String> origin, Optional<String> site) {
        return site.map(OWN_SITES::contains).orElse(true)
                && origin.map(this::isOwn).orElse(site.isPresent());
    }

    boolean areSecure() {
        return "https".equals(console.getScheme());
    }

    private boolean isOwn(String origin) {
        return origin.equals(text());
    }

    /// As browsers write it.
    private String text() {
        int usual = "https".equals(console.getScheme()) ? 443 : 80;
        var port = console.getPort() == -1 || console.getPort() == usual ? "" : ":" + console.getPort();
        return console.getScheme() + "://" + console.getHost() + port;
    }
}
