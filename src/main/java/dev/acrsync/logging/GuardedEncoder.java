package dev.acrsync.logging;

import java.nio.charset.StandardCharsets;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;

/**
 * Masks what is secret in an encoded event, and shortens its lines.
 */
final class GuardedEncoder extends EncoderBase<ILoggingEvent> {

	private final Encoder<ILoggingEvent> encoder;

	GuardedEncoder(Encoder<ILoggingEvent> encoder) {
		this.encoder = encoder;
	}

	@Override
	public byte[] headerBytes() {
		return this.encoder.headerBytes();
	}

	@Override
	public byte[] encode(ILoggingEvent event) {
		byte[] encoded = this.encoder.encode(event);
		String text = new String(encoded, StandardCharsets.UTF_8);
		String masked = SecretMask.mask(text);
		boolean strangers = StrangersFilter.repeatsStrangers(event.getLoggerName());
		if (encoded.length <= (strangers ? LineLimit.STRANGERS : LineLimit.MAX) && masked.equals(text)) {
			return encoded;
		}
		return (strangers ? LineLimit.shortenStrangers(masked) : LineLimit.shorten(masked))
			.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public byte[] footerBytes() {
		return this.encoder.footerBytes();
	}

}
