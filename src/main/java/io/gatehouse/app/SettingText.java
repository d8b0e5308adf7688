package io.gatehouse.app;

import java.util.List;

/// What a setting means, for those who set it: the one source of its documentation and of the forms that device
/// management shows.
///
/// @param what one sentence
/// @param expected what values are possible, a clause
/// @param example one value as the settings file has it
/// @param missing what counts where it is absent
/// @param choices the only values that are possible, as they are written; empty where there are others
record SettingText(String what, String expected, String example, String missing, List<String> choices) {
    SettingText {
        choices = List.copyOf(choices);
    }

    private SettingText(String what, String expected, String example, String missing) {
        this(what, expected, example, missing, List.of());
    }

    static SettingText of(Key key) {
        return switch (key) {
            case DATA_DIR ->
                new SettingText(
                        "The directory with the audit log, the tokens and all else that Gatehouse keeps.",
                        "a path; ~ is the person's home directory",
                        "~/gatehouse-data",
                        "the usual place of the system");
            case HOOK_PORT ->
                new SettingText(
                        "The port on 127.0.0.1 at which agents ask.",
                        "a number from 0 (any free one) to 65535",
                        "7411",
                        "7411");
            case HOOK_TOKEN ->
                new SettingText(
                        "What an agent shows to be heard; a secret, needed for managed hooks that many people share.",
                        "at least 20 letters, digits or signs without spaces",
                        "a-long-secret-that-nobody-guesses",
                        "one that the first start generates");
            case PDP_URL ->
                new SettingText(
                        "Where the Cerbos PDP answers over HTTP.",
                        "a URL without a path; https, or http on this machine",
                        "https://pdp.example.com:3592",
                        "the policies that ship with Gatehouse decide");
            case PDP_DEADLINE ->
                new SettingText(
                        "The longest a call waits for its verdict, all steps included.",
                        "a time from 100ms to 30s",
                        "5s",
                        "5s");
            case PDP_TLS_CA ->
                new SettingText(
                        "The authorities that are trusted for the PDP.",
                        "a PEM file",
                        "/etc/gatehouse/ca.pem",
                        "the system's");
            case PDP_TLS_CERTIFICATE ->
                new SettingText(
                        "The certificate with which this computer shows itself to the PDP; with pdp.tls.key.",
                        "a PEM file",
                        "/etc/gatehouse/laptop.pem",
                        "none");
            case PDP_TLS_KEY ->
                new SettingText("The key of pdp.tls.certificate.", "a PEM file", "/etc/gatehouse/laptop.key", "none");
            case PDP_HEADERS ->
                new SettingText(
                        "Headers of every question to the PDP; their values are secrets.",
                        "a map from header name to value",
                        "{X-Api-Key: a-secret}",
                        "none");
            case CONSOLE_URL ->
                new SettingText(
                        "The only console at which this computer may be enrolled.",
                        "a URL without a path; https, or http on this machine",
                        "https://gatehouse.example.com",
                        "any");
            case CONSOLE_KEYS ->
                new SettingText(
                        "The only keys that sign for the console.",
                        "a map from key id to an Ed25519 public key in base64",
                        "{console-1: MCowBQYDK2VwAyEA…}",
                        "those that the enrolment brings");
            case PRINCIPAL_ID ->
                new SettingText(
                        "Whose calls these are, as policies know that person.",
                        "1 to 256 characters",
                        "ana@example.com",
                        "the login name");
            case PRINCIPAL_ROLES ->
                new SettingText(
                        "The person's roles, as policies know them.", "a list of names", "[developer]", "[developer]");
            case MODE ->
                new SettingText(
                        "Whether a deny holds (enforce), or is only recorded and shown (observe).",
                        "enforce or observe",
                        "enforce",
                        "enforce",
                        List.of("enforce", "observe"));
            case AUDIT_MAX_SIZE ->
                new SettingText(
                        "At this size of the audit log every call is denied.", "a size in MB or GB", "2GB", "2000MB");
            case NOTICES_PER_HOUR ->
                new SettingText(
                        "How many notices an hour may appear besides those that must not be missed.",
                        "a number from 0 to 100",
                        "6",
                        "6");
            case NOTICES_SNOOZE ->
                new SettingText(
                        "Whether the person may silence notices for a time.",
                        "true or false",
                        "true",
                        "true",
                        List.of("true", "false"));
        };
    }
}
