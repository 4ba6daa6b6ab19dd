/** The servers that are measured: how each is started, pinned to its core, read and ended. */
@NullMarked
package io.implatform.bench.servers;

import org.jspecify.annotations.NullMarked;
