/// The security team's web application: it takes requests and evidence from laptops, and signs what they are
/// granted.
@NullMarked
package io.gatehouse.console;

import org.jspecify.annotations.NullMarked;
