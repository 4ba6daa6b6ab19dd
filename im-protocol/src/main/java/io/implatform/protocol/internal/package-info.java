/** What the wire formats and the client's side share. Not exported. */
@NullMarked
package io.implatform.protocol.internal;

import org.jspecify.annotations.NullMarked;
