/** JMH benchmarks of the hot pieces, through public types: {@code ./im bench jmh}. */
@NullMarked
package io.implatform.bench.jmh;

import org.jspecify.annotations.NullMarked;
