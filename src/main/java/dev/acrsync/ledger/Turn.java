package dev.acrsync.ledger;

/**
 * What a source may take of a target's places.
 *
 * @param source its configured name
 * @param running how many places its imports have now
 * @param most how many more it may be given
 */
public record Turn(String source, int running, int most) {

	Turn taken() {
		return new Turn(this.source, this.running + 1, this.most - 1);
	}

}
