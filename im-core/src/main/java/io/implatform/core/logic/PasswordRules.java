package io.implatform.core.logic;

import io.implatform.core.model.Limit;
import io.implatform.core.model.Limits;
import io.implatform.core.model.Refusal;
import io.implatform.core.model.RefusalCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a new password must be: long enough, not absurdly long, and not among the most common ones.
 * There are no rules of composition (ASVS 5, 6.2.5).
 */
final class PasswordRules {
    private static final Set<String> COMMON = readCommon();

    private PasswordRules() {}

    /** Why {@code password} cannot be the password of a new account. */
    static Optional<Refusal> check(String password, Limits limits) {
        Optional<Refusal> badText = TextRules.checkPassword(password);
        if (badText.isPresent()) {
            return badText;
        }
        long min = limits.get(Limit.PASSWORD_BYTES_MIN);
        long max = limits.get(Limit.PASSWORD_BYTES_MAX);
        if (!hasLength(password, limits)) {
            return Optional.of(
                    Refusal.of(RefusalCode.WEAK_PASSWORD, "a password has " + min + " to " + max + " bytes in UTF-8"));
        }
        if (COMMON.contains(password.toLowerCase(Locale.ROOT))) {
            return Optional.of(Refusal.of(RefusalCode.WEAK_PASSWORD, "that password is one of the most common ones"));
        }
        return Optional.empty();
    }

    /** Whether {@code password} is as long as some account's password could be. */
    static boolean hasLength(String password, Limits limits) {
        int bytes = TextRules.utf8Bytes(password);
        return bytes >= limits.get(Limit.PASSWORD_BYTES_MIN) && bytes <= limits.get(Limit.PASSWORD_BYTES_MAX);
    }

    private static Set<String> readCommon() {
        try (InputStream in = PasswordRules.class.getResourceAsStream("common-passwords.txt")) {
            if (in == null) {
                throw new IllegalStateException("common-passwords.txt is missing beside PasswordRules");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException("common-passwords.txt", e);
        }
    }
}
