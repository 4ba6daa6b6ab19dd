/** {@code im bench}: its command line. */
@NullMarked
package io.implatform.bench;

import org.jspecify.annotations.NullMarked;
