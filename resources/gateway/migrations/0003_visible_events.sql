-- What a user may see without looking at what is for others.
CREATE INDEX events_by_recipient ON events (tenant, recipient, sequence);
