package dev.acrsync.rules;

/**
 * What one rule says of an image.
 *
 * @param rule the rule's index
 * @param names whether it names the image
 * @param reason which of its patterns says so
 */
public record Verdict(int rule, boolean names, String reason) {
}
