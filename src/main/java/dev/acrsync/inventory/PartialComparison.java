package dev.acrsync.inventory;

import java.util.Optional;

import dev.acrsync.image.Tag;

/**
 * Says that not all tags of a repository were compared, but one part of them.
 *
 * @param after the tag after which the next comparison goes on, or nothing if it begins
 * anew
 */
public record PartialComparison(Optional<Tag> after) {

	public String reason(int tags) {
		return "Its tags are too many for one comparison, or come too slowly: this one has compared %d of those that rules name, and the next %s"
			.formatted(tags, this.after.map((tag) -> "goes on after '" + tag + "'").orElse("begins anew"));
	}

}
