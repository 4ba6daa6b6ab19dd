/**
 * What the platform promises, asked of a whole server over real sockets. A test is named after a
 * promise of {@code docs/protocol.md}, and knows nothing of how the server keeps it.
 */
@NullMarked
package io.implatform.acceptance;

import org.jspecify.annotations.NullMarked;
