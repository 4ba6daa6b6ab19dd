/**
 * The rules of the platform, pure: no clock, no thread, no input or output.
 *
 * <p>{@link io.implatform.core.logic.Command} says what can be asked, {@link
 * io.implatform.core.logic.Rules} what may be done, {@link io.implatform.core.logic.Reply} what is
 * answered. A rule about who may do what stands in {@code Rules} and nowhere else.
 */
@NullMarked
package io.implatform.core.logic;

import org.jspecify.annotations.NullMarked;
