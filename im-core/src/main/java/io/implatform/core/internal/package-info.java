/**
 * The runtime: lanes, sessions, outboxes, pools. Not exported; docs/threads.md tells who runs where.
 */
@NullMarked
package io.implatform.core.internal;

import org.jspecify.annotations.NullMarked;
