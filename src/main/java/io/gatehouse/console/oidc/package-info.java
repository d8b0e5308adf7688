/// Logging in with an organisation's OpenID Connect provider. Knows no page: it says where a browser goes, and who came
/// back.
@NullMarked
package io.gatehouse.console.oidc;

import org.jspecify.annotations.NullMarked;
