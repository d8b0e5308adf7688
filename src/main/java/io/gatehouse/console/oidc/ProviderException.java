package io.gatehouse.console.oidc;

/// The provider could not be asked, or did not answer as a provider does.
final class ProviderException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProviderException(String message) {
        super(message);
    }

    ProviderException(String message, Throwable cause) {
        super(message, cause);
    }
}
