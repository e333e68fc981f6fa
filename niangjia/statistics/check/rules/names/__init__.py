"""Who is named (荣誉与名单): TITLE-TYPE, LIST-COUNT, NUM-LIST. Pure."""
