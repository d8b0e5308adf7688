package io.gatehouse.protect;

import java.net.URI;
import java.util.Map;

/// Where an agent's logs of telemetry go by settings that are not ours.
///
/// @param headers that they add
public record TelemetryReceiver(URI url, Map<String, String> headers) {
    public TelemetryReceiver {
        headers = Map.copyOf(headers);
    }
}
