package io.gatehouse.console.pages;

import io.gatehouse.console.access.Secret;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/// The one cookie: what a browser is known by, before and after a login. With https its name begins with `__Host-`, so
/// that no other host of the domain can set it.
record Cookie(boolean isSecure) {
    String name() {
        return isSecure ? "__Host-gatehouse" : "gatehouse";
    }

    Optional<Secret> read(Request request) {
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals(name()))
                .findFirst()
                .flatMap(cookie -> Secret.parse(cookie.getValue()));
    }

    /// The value of the header `Set-Cookie`; it goes when the browser is closed.
    String set(Secret secret) {
        return name() + "=" + secret.text() + "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "");
    }
}
