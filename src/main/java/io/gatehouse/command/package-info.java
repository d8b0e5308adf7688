/// What a shell line would do, read without running it: its simple commands at any depth, the paths it names and the
/// hosts it speaks to, each with its place in the line, and what could not be understood. Knows no file system, no
/// environment, no policy and no agent; the only package that may use tree-sitter. Total: any string in, an
/// answer out.
@NullMarked
package io.gatehouse.command;

import org.jspecify.annotations.NullMarked;
