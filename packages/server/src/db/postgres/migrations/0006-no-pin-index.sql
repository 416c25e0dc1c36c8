-- Few jobs run at a time, and the sweep finds what they read among them; an index cost each claim and each end a page.
DROP INDEX jobs_pinned;
