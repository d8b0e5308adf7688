package io.gatehouse.console.webhook;

import io.gatehouse.console.Loopback;
import io.gatehouse.console.SecretFile;
import java.net.URI;

/// Somebody who is told each change of a request or grant.
///
/// @param name for people
/// @param secret that signs what is sent
/// @param withCommands whether the text of the call is sent, too
public record WebHook(String name, URI url, SecretFile secret, boolean withCommands) {
    public WebHook {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")) {
            throw new IllegalArgumentException(
                    "A web hook's name has up to 60 letters, digits, dots, dashes or underlines, not " + name + ".");
        }
        if (!Loopback.isSafe(url)) {
            throw new IllegalArgumentException("The web hook " + name
                    + " must have an address that begins with https:// , without a user or fragment, not " + url + ".");
        }
    }
}
