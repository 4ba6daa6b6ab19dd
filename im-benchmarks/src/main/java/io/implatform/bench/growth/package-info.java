/** How cost grows with conversations, members, sessions and history. */
@NullMarked
package io.implatform.bench.growth;

import org.jspecify.annotations.NullMarked;
