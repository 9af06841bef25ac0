"""How a row looks: columns and filters per entity, pure, shared by both faces."""
