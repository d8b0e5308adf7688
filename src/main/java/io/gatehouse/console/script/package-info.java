/// The part of the HTTP API that scripts read by a token, and the file that describes all of it.
@NullMarked
package io.gatehouse.console.script;

import org.jspecify.annotations.NullMarked;
