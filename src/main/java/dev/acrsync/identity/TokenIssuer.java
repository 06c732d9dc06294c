package dev.acrsync.identity;

/**
 * Who gives this service's identity its tokens.
 *
 * @param name who it is, and through which proxy it is asked
 * @param advice what to check where it gives none
 */
public record TokenIssuer(String name, String advice) {
}
