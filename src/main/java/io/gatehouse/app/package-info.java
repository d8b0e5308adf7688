/// The composition roots, the settings they are built from, and the command line. The only package that reads
/// settings files, environment variables and system properties; nobody imports it.
@NullMarked
package io.gatehouse.app;

import org.jspecify.annotations.NullMarked;
