pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// The services of one topic.
PageFrame {
    id: page

    required property TopicViewModel vm
    required property AppViewModel app

    intro: Heading {
        width: parent.width
        text: page.vm.name
    }
    actions: ActionRow {
        width: parent.width
        onBack: page.vm.back()
    }

    Words {
        visible: page.vm.items.length === 0
        width: parent.width
        text: page.vm.note !== "" ? page.vm.note : qsTr("There is no service under this topic yet.")
        color: Theme.softInk
    }

    Repeater {
        model: page.vm.items

        ItemTile {
            required property var modelData

            objectName: "item_" + modelData.id
            width: page.contentWidth
            text: modelData.name
            note: modelData.note
            onActivated: page.vm.chooseItem(modelData.id)
        }
    }

    SecondaryButton {
        objectName: "topicMore"
        visible: page.vm.further > 0 || page.vm.begun
        width: page.contentWidth
        text: page.vm.further > 0 ? qsTr("Show more (%1 left)").arg(page.vm.further) : qsTr("Back to the first")
        icon: page.vm.further > 0 ? "down" : "up"
        onActivated: page.vm.showMore()
    }

    Words {
        visible: page.vm.further > 0
        width: page.contentWidth
        text: qsTr("Quicker: go back and write a few words of what you need.")
        color: Theme.softInk
    }
}
