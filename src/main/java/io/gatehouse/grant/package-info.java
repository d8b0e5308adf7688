/// Exceptions to waivable rules: what was asked for, what was granted, and which access requests a grant covers. Pure;
/// knows no clock, no store and no signature.
@NullMarked
package io.gatehouse.grant;

import org.jspecify.annotations.NullMarked;
