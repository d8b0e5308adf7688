/// Who may use the console: accounts, invitations, logins and sessions. Knows no page; a login of another kind ends in
/// [Sessions#begin] as well.
@NullMarked
package io.gatehouse.console.access;

import org.jspecify.annotations.NullMarked;
