package io.implatform.core.model;

/**
 * Which messages of a conversation a page holds.
 *
 * @param from where the page begins
 * @param seq the number that {@code BEFORE} and {@code AFTER} refer to, not part of the page itself; 0 for
 *     {@code NEWEST}
 */
public record PageRequest(From from, long seq) {
    private static final PageRequest NEWEST_PAGE = new PageRequest(From.NEWEST, 0);

    /** Where a page begins. */
    public enum From {
        /** The page of the newest messages. */
        NEWEST,
        /** The page of the newest messages whose number is less than {@code seq}. */
        BEFORE,
        /** The page of the oldest messages whose number is greater than {@code seq}. */
        AFTER
    }

    public PageRequest {
        if (seq < 0) {
            throw new IllegalArgumentException("seq " + seq + " < 0");
        }
    }

    public static PageRequest newest() {
        return NEWEST_PAGE;
    }

    public static PageRequest before(long seq) {
        return new PageRequest(From.BEFORE, seq);
    }

    public static PageRequest after(long seq) {
        return new PageRequest(From.AFTER, seq);
    }
}
