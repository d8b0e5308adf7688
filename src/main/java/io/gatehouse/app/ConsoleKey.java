package io.gatehouse.app;

import java.util.List;

/// Every setting of a console's file.
enum ConsoleKey implements Setting {
    OIDC_ISSUER("oidc.issuer", Shape.TEXT),
    OIDC_CLIENT_ID("oidc.clientId", Shape.TEXT),
    OIDC_CLIENT_SECRET("oidc.clientSecretFile", Shape.TEXT),
    OIDC_SCOPES("oidc.scopes", Shape.LIST),
    OIDC_GROUPS_CLAIM("oidc.groupsClaim", Shape.TEXT),
    OIDC_GROUPS("oidc.groups", Shape.MAP),
    OIDC_PRINCIPAL_CLAIM("oidc.principalClaim", Shape.TEXT),
    OIDC_LOCAL_ACCOUNTS("oidc.localAccounts", Shape.TEXT),
    WEB_HOOK_URLS("webHooks.urls", Shape.MAP),
    WEB_HOOK_SECRETS("webHooks.secretFiles", Shape.MAP),
    WEB_HOOK_COMMANDS("webHooks.withCommands", Shape.LIST);

    static final SettingNames<ConsoleKey> NAMES = new SettingNames<>(List.of(values()));

    private final String path;
    private final Shape shape;

    ConsoleKey(String path, Shape shape) {
        this.path = path;
        this.shape = shape;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public Shape shape() {
        return shape;
    }
}
