/** What is shown and written of the figures: tables, JSON, SVG. */
@NullMarked
package io.implatform.bench.report;

import org.jspecify.annotations.NullMarked;
