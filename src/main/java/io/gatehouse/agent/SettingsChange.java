package io.gatehouse.agent;

/// An agent is about to take up settings that somebody changed while it runs, and asks whether it may.
///
/// @param agent Gatehouse's name of it
/// @param source the agent's word for whose settings they are
/// @param file that was changed; "" where the agent does not say
public record SettingsChange(String agent, String session, String source, String file) {}
