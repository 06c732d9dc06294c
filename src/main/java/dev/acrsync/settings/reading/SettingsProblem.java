package dev.acrsync.settings.reading;

/**
 * One thing that is wrong with the configuration.
 *
 * @param key the key at fault
 * @param wrong what is wrong with it
 * @param cure what to write instead
 */
record SettingsProblem(String key, String wrong, String cure) {

	@Override
	public String toString() {
		return this.key + ": " + this.wrong + ". " + this.cure + ".";
	}

}
