/// What a tool call means: the access requests that the policy is asked. Paths, links, hosts and the workspace
/// are made
/// canonical here, and secrets are masked here, once, so that nothing behind it ever holds one. Sees the file
/// system through
/// [Disk] only.
@NullMarked
package io.gatehouse.analysis;

import org.jspecify.annotations.NullMarked;
